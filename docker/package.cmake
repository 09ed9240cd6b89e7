# The Debian package: `cpack -G DEB` in a release's build directory. The binary, the units with
# their settings file, and the pages an operator reads; the tests and the tools of bench/ are not in.
install(FILES docker/systemd/mezzotint.service docker/systemd/mezzotint.socket
    docker/systemd/mezzotint-admin.socket DESTINATION lib/systemd/system COMPONENT mezzotint)
install(FILES docker/systemd/mezzotint.ini DESTINATION /etc/mezzotint COMPONENT mezzotint)
install(FILES docs/operations-guide.md docs/configuration.md docs/operations.md docs/errors.md
    LICENSE DESTINATION share/doc/mezzotint COMPONENT mezzotint)

set(CPACK_PACKAGE_NAME mezzotint)
set(CPACK_PACKAGE_VENDOR "Mezzotint")
set(CPACK_PACKAGE_CONTACT "The Mezzotint maintainers <maintainers@mezzotint.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "image processing over HTTP")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL mezzotint)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_MEZZOTINT_PACKAGE_NAME mezzotint)
set(CPACK_DEBIAN_MEZZOTINT_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_SOURCE_DIR}/docker/systemd/conffiles")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
